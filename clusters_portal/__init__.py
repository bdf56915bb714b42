"""The Clusters Portal: settings, task queue, addresses and health of the whole house.

Nothing is imported here: whoever imports one module of the package (the tests' own
environment is one) must not load the settings by that.
"""
