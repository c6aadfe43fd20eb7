"""The demo's plans as they are worked with: meetings, things that close steps, wishes."""
