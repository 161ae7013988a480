"""Every defensible choice, folded: which choices carry each verdict."""
