"""The claims of many reports to events: copies, pairing, clusters, accounts. Nothing here touches a store."""
