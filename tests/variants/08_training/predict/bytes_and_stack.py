# raw bytes, inference mode, an ExitStack, topk
import contextlib

import torch
from PIL import Image


def as_batch(image):
    rgb = image if image.mode == "RGB" else image.convert("RGB")
    data = torch.frombuffer(bytearray(rgb.resize((32, 32), Image.BILINEAR).tobytes()), dtype=torch.uint8)
    return data.view(1, 32, 32, 3).movedim(3, 1).div(255.0)


def predict(model, image, classes, device="cpu"):
    with contextlib.ExitStack() as stack:
        for module in model.modules():
            stack.callback(setattr, module, "training", module.training)
        stack.enter_context(torch.inference_mode())
        model.to(device).train(False)
        value, index = torch.softmax(model(as_batch(image).to(device)), -1).flatten().topk(1)
    return classes[index.item()], value.item()
