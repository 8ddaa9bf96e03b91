"""Pages: so far the page of one or more reports with their claims."""
