"""Public examples of 06_models/adapt_pretrained, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='model.classifier[-1].weight.shape == (10, 1000), len(model.classifier)')
def test_example_1(example):
    example((
        'from torch import nn',
        'model = nn.Module()',
        'model.features = nn.Conv2d(3, 8, 3)',
        'model.classifier = nn.Sequential(nn.Linear(8, 20), nn.ReLU(), nn.Linear(20, 1000))',
        'model = append_classifier(model, 10)',
        'model.classifier[-1].weight.shape == (10, 1000), len(model.classifier)',
    ), gives=(True, 4))


@criterion(title='model.classifier[-1].weight.shape == (5, 1000), len(model.classifier)')
def test_example_2(example):
    example((
        'from torch import nn',
        'model = nn.Module()',
        'model.features = nn.Conv2d(3, 8, 3)',
        'model.classifier = nn.Sequential(nn.Linear(8, 20), nn.ReLU(), nn.Linear(20, 1000))',
        'model = append_classifier(model, 10)',
        'model = replace_classifier(model, 5)',
        'model.classifier[-1].weight.shape == (5, 1000), len(model.classifier)',
    ), gives=(True, 4))


@criterion(title='[p.requires_grad for p in freeze_features(model).features.parameters()]')
def test_example_3(example):
    example((
        'from torch import nn',
        'model = nn.Module()',
        'model.features = nn.Conv2d(3, 8, 3)',
        'model.classifier = nn.Sequential(nn.Linear(8, 20), nn.ReLU(), nn.Linear(20, 1000))',
        'model = append_classifier(model, 10)',
        'model = replace_classifier(model, 5)',
        '[p.requires_grad for p in freeze_features(model).features.parameters()]',
    ), gives=[False, False])
