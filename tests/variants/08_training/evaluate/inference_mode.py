# inference_mode, topk, comparing on the CPU; the batch's own tensors serve for the comparison.

import torch


def evaluate(model, loader, loss_fn, device="cpu"):
    model.to(torch.device(device))
    training = [m for m in model.modules() if m.training]
    loss_sum, flags = 0.0, []
    model.train(False)
    try:
        with torch.inference_mode():
            for i, (x, y) in enumerate(loader):
                out = model(x.to(device))
                loss_sum += float(loss_fn(out, y.to(device))) * x.size(0)
                flags.extend((out.topk(1, dim=1).indices.squeeze(1).cpu() == y.cpu()).tolist())
    finally:
        for m in training:
            m.training = True
    if len(flags) == 0:
        raise ValueError("no samples")
    return loss_sum / len(flags), sum(flags) / len(flags)
