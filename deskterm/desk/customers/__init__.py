"""Who the customers are: cards, agreements, devices, imports."""
