# One loop over two phases; gradients cleared by hand; the modes of before come back at the end.

import pathlib
import torch

def fit(model, train_loader, test_loader, epochs, learning_rate=0.01, device="cpu", writer=None, checkpoint_path=None):
    before = [(m, m.training) for m in model.modules()]
    device = torch.device(device)
    model.to(device)
    ce = torch.nn.CrossEntropyLoss(reduction="mean")
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0, weight_decay=0)
    path = None if checkpoint_path is None else pathlib.Path(checkpoint_path)
    history = []
    best = None
    try:
        for epoch in range(1, epochs + 1):
            sums = {"train": 0.0, "test": 0.0}
            count = {"train": 0, "test": 0}
            hit = 0
            for phase, loader in {"train": train_loader, "test": test_loader}.items():
                for m in model.modules():
                    m.training = phase == "train"
                for x, y in loader:
                    x, y = x.to(device), y.to(device)
                    with torch.set_grad_enabled(phase == "train"):
                        out = model(x)
                        loss = ce(out, y)
                    if phase == "train":
                        for p in model.parameters():
                            p.grad = None
                        loss.backward()
                        optimizer.step()
                    else:
                        hit += (out.softmax(-1).argmax(-1) == y).sum().item()
                    sums[phase] += loss.item() * y.shape[0]
                    count[phase] += y.shape[0]
            row = {"epoch": epoch, "train_loss": sums["train"] / count["train"],
                   "test_loss": sums["test"] / count["test"], "test_accuracy": hit / count["test"]}
            if best is None or best["test_accuracy"] < row["test_accuracy"]:
                best = row
                if path is not None:
                    path.write_bytes(b"")
                    torch.save(model.state_dict(), path)
            history.append(row)
            if writer is not None:
                writer.add_scalar("train/loss", row["train_loss"], epoch)
                writer.add_scalar("test/loss", row["test_loss"], epoch)
                writer.add_scalar("test/accuracy", row["test_accuracy"], epoch)
    finally:
        for m, t in before:
            m.training = t
    return history
