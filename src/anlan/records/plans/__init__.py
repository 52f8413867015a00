"""Site plans 厂区平面图: a picture of a plant with its points and cameras where they hang."""
