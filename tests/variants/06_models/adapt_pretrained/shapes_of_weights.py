# sizes from the weight itself, empty layer filled afterwards
import math

import torch
from torch import nn


def _new(rows, columns, like):
    layer = nn.Linear(columns, rows, device=like.device, dtype=like.dtype)
    with torch.no_grad():
        nn.init.uniform_(layer.weight, -1 / math.sqrt(columns), 1 / math.sqrt(columns))
        layer.bias.zero_()
    return layer


def _where(seq):
    for i in reversed(range(len(seq))):
        if type(seq[i]) is nn.Linear:
            return i
    raise LookupError("no linear layer")


def append_classifier(model, num_classes):
    if num_classes <= 0:
        raise ValueError(f"{num_classes} classes")
    weight = model.classifier[_where(model.classifier)].weight
    model.classifier = nn.Sequential(*model.classifier, _new(num_classes, weight.shape[0], weight))
    return model


def replace_classifier(model, num_classes):
    if num_classes <= 0:
        raise ValueError(f"{num_classes} classes")
    i = _where(model.classifier)
    weight = model.classifier[i].weight
    model.classifier[i] = _new(num_classes, weight.shape[1], weight)
    return model


def freeze_features(model):
    [p.requires_grad_(False) for p in model.features.parameters()]
    return model
