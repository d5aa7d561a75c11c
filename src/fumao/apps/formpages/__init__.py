"""Pages of forms: a field as an input and as print, whatever the form belongs to."""
