"""The field app as the browser fetches it: shell, worker, scripts. No person is in any of it."""
