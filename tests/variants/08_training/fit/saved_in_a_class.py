# A class that keeps the state; clones on the CPU; accuracies compared as counts; a temporary file that is renamed.

import os
import pathlib

import torch


class Mean:
    def __init__(self):
        self.total, self.count = 0.0, 0

    def add(self, value, n):
        self.total += value * n
        self.count += n

    @property
    def value(self):
        return self.total / self.count


class Trainer:
    def __init__(self, model, learning_rate, device):
        self.model = model.to(device)
        self.device = device
        self.criterion = torch.nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=learning_rate)

    def train(self, loader):
        loss_mean = Mean()
        self.model.train()
        for batch in loader:
            x, y = [t.to(self.device) for t in batch]
            self.model.zero_grad()
            loss = self.criterion(self.model(x), y)
            loss.backward()
            self.optimizer.step()
            loss_mean.add(loss.detach().item(), x.shape[0])
        return loss_mean.value

    @torch.inference_mode()
    def test(self, loader):
        loss_mean, accuracy = Mean(), Mean()
        self.model.eval()
        for batch in loader:
            x, y = [t.to(self.device) for t in batch]
            out = self.model(x)
            loss_mean.add(float(self.criterion(out, y)), len(x))
            accuracy.add((torch.max(out, dim=1)[1] == y).double().mean().item(), len(x))
        return loss_mean.value, accuracy.value


def keep(model, path):
    path = pathlib.Path(path)
    part = path.with_suffix(".part")
    torch.save({name: tensor.detach().cpu().clone() for name, tensor in model.state_dict().items()}, part)
    os.replace(part, path)


def fit(model, train_loader, test_loader, epochs, learning_rate=0.01, device="cpu", writer=None, checkpoint_path=None):
    trainer = Trainer(model, learning_rate, device)
    history = []
    for epoch in range(epochs):
        train_loss = trainer.train(train_loader)
        test_loss, test_accuracy = trainer.test(test_loader)
        if checkpoint_path is not None and all(test_accuracy > old["test_accuracy"] for old in history):
            keep(model, checkpoint_path)
        history += [{"epoch": epoch + 1, "train_loss": train_loss, "test_loss": test_loss, "test_accuracy": test_accuracy}]
        if writer is not None:
            for tag, value in [("train/loss", train_loss), ("test/loss", test_loss), ("test/accuracy", test_accuracy)]:
                writer.add_scalar(tag, torch.tensor(value), epoch + 1)
    return history
