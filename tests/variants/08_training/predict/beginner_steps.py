# step by step, modes in a dict by name
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image


def predict(model, image, classes, device="cpu"):
    image = image.convert("RGB")
    image = image.resize((32, 32), Image.BILINEAR)
    array = np.asarray(image, dtype=np.float32) / 255
    x = torch.tensor(array)
    x = x.permute(2, 0, 1)
    x = x.unsqueeze(0)
    x = x.to(device)
    model = model.to(device)
    modes = {}
    for name, module in model.named_modules():
        modes[name] = module.training
    model.eval()
    try:
        with torch.no_grad():
            output = model(x)
    finally:
        for name, module in model.named_modules():
            module.training = modes[name]
    probabilities = F.softmax(output, dim=1)
    best = 0
    for i in range(len(classes)):
        if probabilities[0][i] > probabilities[0][best]:
            best = i
    return classes[best], probabilities[0][best].item()
