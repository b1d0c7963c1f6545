"""What is: one aggregate a file. Names are the field's; the glossary in the README pairs them with Indonesian."""
