"""What one recorded action is made of: its effects, its end, its answer, its taking back."""
