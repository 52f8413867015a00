"""Makes the size of NanoDet's input free, so that a wide picture needs no square: ``python -m …training.free_size``.

Every layer slides over its input; only the declared shapes of input and outputs say 416 × 416. They become names, the
weights stay as they are.
"""

import hashlib
import re

import onnx

from anlan.cameras.models.card import read_card
from anlan.cameras.models.shelf import shipped_folder
from anlan.kit.settings import Settings


def main() -> None:
    """Rewrite the shipped file and the hash in its card."""
    folder = shipped_folder(Settings()) / "nanodet-g-416"
    path, card = folder / read_card(folder).file, folder / "model.toml"
    model = onnx.load(path)
    for axis, name in ((2, "height"), (3, "width")):
        model.graph.input[0].type.tensor_type.shape.dim[axis].dim_param = name
    for output in model.graph.output:
        output.type.tensor_type.shape.dim[1].dim_param = f"cells of {output.name}"
    del model.graph.value_info[:]
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    card.write_text(re.sub(r'(?m)^sha256 = ".*"$', f'sha256 = "{digest}"', card.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
