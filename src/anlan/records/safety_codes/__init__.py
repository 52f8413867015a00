"""Safety codes 企业安全码: a sign at the gate that officers and the public scan."""
