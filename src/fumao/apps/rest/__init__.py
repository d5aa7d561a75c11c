"""What the APIs of all apps share: error shape, paging, conditional replies."""
