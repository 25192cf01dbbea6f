# The best state is deep-copied and saved at the end; the writer gets global_step by name, and more than was asked for.

import copy

import torch
import torch.nn.functional as F


def run(model, loader, device, optimizer=None):
    model.train(optimizer is not None)
    loss_sum = hits = seen = 0
    with torch.set_grad_enabled(optimizer is not None):
        for x, y in loader:
            x, y = x.to(device), y.to(device)
            logits = model(x)
            loss = F.cross_entropy(logits, y)
            if optimizer is not None:
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                optimizer.step()
            loss_sum += loss.item() * y.size(0)
            hits += logits.argmax(1).eq(y).sum().item()
            seen += y.size(0)
    return loss_sum / seen, hits / seen


def fit(model, train_loader, test_loader, epochs, learning_rate=0.01, device="cpu", writer=None, checkpoint_path=None):
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    history, best_state, best_accuracy = [], None, float("-inf")
    for epoch in range(1, epochs + 1):
        train_loss, train_accuracy = run(model, train_loader, device, optimizer)
        test_loss, test_accuracy = run(model, test_loader, device)
        row = dict(epoch=epoch, train_loss=train_loss, test_loss=test_loss, test_accuracy=test_accuracy)
        if writer is not None:
            writer.add_scalar("train/accuracy", train_accuracy, global_step=epoch)
            for key in ("train_loss", "test_loss", "test_accuracy"):
                writer.add_scalar(tag=key.replace("_", "/"), scalar_value=row[key], global_step=epoch)
            writer.flush()
        if test_accuracy > best_accuracy:
            best_accuracy, best_state = test_accuracy, copy.deepcopy(model.state_dict())
        history.append({**row, "train_accuracy": train_accuracy})
    if checkpoint_path is not None and best_state is not None:
        torch.save(best_state, checkpoint_path)
    return history
