"""What tests share: servers, browsers, a reader of HTML and small sites."""
