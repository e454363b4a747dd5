"""What we ask of GitHub and tell it, through its REST API only."""
