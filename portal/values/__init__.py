"""What a thing is: frozen values that are valid or impossible. No framework, no clock but `clock`."""
