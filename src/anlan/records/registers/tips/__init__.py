"""举报奖励: tips from the public, their identity sealed, their reward by the official rule."""
