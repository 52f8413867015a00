"""What is learnt and kept when a work order ends: causes, measures, usefulness, repetitions, the closing report."""
