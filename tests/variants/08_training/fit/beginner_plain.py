# A beginner's plain style: one long function, zero_grad at the end, prints, a flag for the first epoch.

import torch
from torch import nn


def fit(model, train_loader, test_loader, epochs, learning_rate=0.01, device="cpu", writer=None, checkpoint_path=None):
    device = torch.device(device)
    model = model.to(device)
    loss_fn = nn.CrossEntropyLoss()
    loss_fn = loss_fn.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    results = []
    best_accuracy = None
    for i in range(epochs):
        print("-------- epoch {} --------".format(i + 1))
        model.train()
        train_total = 0
        train_n = 0
        for data in train_loader:
            imgs, targets = data
            imgs = imgs.to(device)
            targets = targets.to(device)
            outputs = model(imgs)
            loss = loss_fn(outputs, targets)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            train_total = train_total + loss.item() * len(imgs)
            train_n = train_n + len(imgs)
        model.eval()
        test_total = 0
        test_right = 0
        test_n = 0
        with torch.no_grad():
            for data in test_loader:
                imgs, targets = data
                imgs = imgs.to(device)
                targets = targets.to(device)
                outputs = model(imgs)
                loss = loss_fn(outputs, targets)
                test_total = test_total + loss.item() * len(imgs)
                test_right = test_right + (outputs.argmax(1) == targets).sum().item()
                test_n = test_n + len(imgs)
        accuracy = test_right / test_n
        print("test accuracy: {}".format(accuracy))
        if writer:
            writer.add_scalar("train/loss", train_total / train_n, i + 1)
            writer.add_scalar("test/loss", test_total / test_n, i + 1)
            writer.add_scalar("test/accuracy", accuracy, i + 1)
        if checkpoint_path:
            if best_accuracy is None or accuracy > best_accuracy:
                best_accuracy = accuracy
                torch.save(model.state_dict(), checkpoint_path)
        d = {}
        d["epoch"] = i + 1
        d["train_loss"] = train_total / train_n
        d["test_loss"] = test_total / test_n
        d["test_accuracy"] = accuracy
        results.append(d)
    return results
