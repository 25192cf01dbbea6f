# bytes in memory, then a temporary file; the optimizer checks first, the model's values are put back by hand
import io
import tempfile
from pathlib import Path

import torch


def save_checkpoint(path, model, optimizer, epoch):
    buffer = io.BytesIO()
    torch.save([model.state_dict(), optimizer.state_dict(), epoch], buffer)
    path = Path(path)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(buffer.getvalue())
    Path(file.name).replace(path)


def load_checkpoint(path, model, optimizer=None, device="cpu"):
    with open(path, "rb") as file:
        weights, settings, epoch = torch.load(file, map_location=torch.device(device), weights_only=True)
    kept = {name: value.detach().clone() for name, value in model.state_dict().items()}
    old = optimizer.state_dict() if optimizer is not None else None
    done = False
    try:
        if optimizer is not None:
            optimizer.load_state_dict(settings)
        model.load_state_dict(weights)
        done = True
    finally:
        if not done:
            with torch.no_grad():
                for name, value in model.state_dict().items():
                    value.copy_(kept[name])
            if optimizer is not None:
                optimizer.load_state_dict(old)
    return epoch
