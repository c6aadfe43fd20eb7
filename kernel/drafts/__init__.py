"""What somebody has typed and not sent yet: kept for that human alone, over a refresh and a new sign-in."""
