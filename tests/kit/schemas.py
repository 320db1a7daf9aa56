"""Validating documents against a JSON Schema."""

from __future__ import annotations

import importlib
from typing import Any


def faults(schema: dict[str, Any], document: Any) -> list[str]:
    """Everything in a document that its schema (draft 2020-12) does not allow, as messages.

    Raises SchemaError for an invalid schema. The library is imported on first use, since that takes
    two seconds.
    """
    validator = importlib.import_module("jsonschema").Draft202012Validator
    validator.check_schema(schema)
    return [fault.message for fault in validator(schema).iter_errors(document)]
