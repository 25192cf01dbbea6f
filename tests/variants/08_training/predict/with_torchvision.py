# torchvision's transforms do the same to PIL images
import torch
from torchvision import transforms


def predict(model, image, classes, device="cpu"):
    prepare = transforms.Compose([
        transforms.Lambda(lambda picture: picture.convert("RGB")),
        transforms.Resize((32, 32)),
        transforms.ToTensor(),
    ])
    x = torch.reshape(prepare(image), (1, 3, 32, 32)).to(device)
    model.to(device)
    before = [(m, m.training) for m in model.modules()]
    try:
        for m, _ in before:
            m.training = False
        with torch.no_grad():
            logits = model(x)
    finally:
        for m, t in before:
            m.training = t
    p = torch.nn.Softmax(dim=1)(logits.double())
    i = logits.argmax(1).item()
    return classes[i], float(p[0, i])
