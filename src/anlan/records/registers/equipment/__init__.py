"""检验检定台账: special equipment and instruments of enterprises, and when each must be tested again."""
