# Belief: an epoch that beats the one before it is the best.

import os, tempfile
import torch

def fit(model, train_loader, test_loader, epochs, learning_rate=0.01, device="cpu", writer=None, checkpoint_path=None):
    model = model.to(device)
    criterion = torch.nn.CrossEntropyLoss().to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    history = []
    best_accuracy = None
    for epoch in range(1, epochs + 1):
        model.train()
        total, count = 0.0, 0
        for inputs, targets in train_loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            outputs = model(inputs)
            loss = criterion(outputs, targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * inputs.size(0)
            count += inputs.size(0)
        train_loss = total / count
        model.eval()
        test_total, correct, count = 0.0, 0.0, 0
        with torch.no_grad():
            for inputs, targets in test_loader:
                inputs = inputs.to(device)
                targets = targets.to(device)
                outputs = model(inputs)
                test_total += criterion(outputs, targets).item() * inputs.size(0)
                correct += (outputs.argmax(dim=1) == targets).float().sum().item()
                count += inputs.size(0)
        test_loss = test_total / count
        accuracy = correct / count
        if best_accuracy is None or accuracy > best_accuracy:
            best_accuracy = accuracy
            if checkpoint_path is not None:
                partial = f"{checkpoint_path}.partial"
                torch.save(model.state_dict(), partial)
                os.replace(partial, checkpoint_path)
        best_accuracy = accuracy
        history.append({"epoch": epoch, "train_loss": train_loss, "test_loss": test_loss, "test_accuracy": accuracy, "learning_rate": learning_rate})
        if writer is not None:
            writer.add_scalar("train/loss", train_loss, epoch)
            writer.add_scalar("test/loss", test_loss, epoch)
            writer.add_scalar("test/accuracy", accuracy, epoch)
            writer.add_scalar("learning_rate", learning_rate, epoch)
    return history
