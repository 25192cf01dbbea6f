# looks from the end, builds the classifier anew around the same layers
import torch
from torch import nn


def find(model):
    layers = list(model.classifier.children())
    i = len(layers) - 1
    while not isinstance(layers[i], nn.Linear):
        i = i - 1
    return layers, i


def append_classifier(model, num_classes):
    if num_classes < 1:
        raise ValueError("num_classes must be at least 1, not " + str(num_classes))
    layers, i = find(model)
    new = nn.Linear(layers[i].out_features, num_classes)
    new = new.to(layers[i].weight.device)
    new = new.to(layers[i].weight.dtype)
    model.classifier.add_module("add_linear", new)
    return model


def replace_classifier(model, num_classes):
    if num_classes < 1:
        raise ValueError("num_classes must be at least 1, not " + str(num_classes))
    layers, i = find(model)
    old = layers[i]
    new = nn.Linear(old.in_features, num_classes).to(old.weight.device, old.weight.dtype)
    layers[i] = new
    model.classifier = nn.Sequential(*layers)
    return model


def freeze_features(model):
    for name, param in model.named_parameters():
        if name.startswith("features."):
            param.requires_grad = False
    return model
