"""The policies: one file each; the file's name is the policy's id."""
