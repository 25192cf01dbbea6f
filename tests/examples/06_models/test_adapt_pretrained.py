"""Public examples of 06_models/adapt_pretrained, from its statement: `make stubs` writes this file."""

from math import inf, nan

import torch
from numpy import array
from torch import device, tensor

from grader.judge import criterion


@criterion(title='append_classifier(model, 10).classifier[-1]')
def test_example_1(example):
    example((
        'from torch import nn',
        'model = nn.Module()',
        'model.features = nn.Conv2d(3, 8, 3)',
        'model.classifier = nn.Sequential(nn.Linear(8, 20), nn.ReLU(), nn.Linear(20, 1000))',
        'append_classifier(model, 10).classifier[-1]',
    ), gives=Linear(in_features=1000, out_features=10, bias=True))


@criterion(title='replace_classifier(model, 5).classifier[-1] # the last one is the layer that has just been added')
def test_example_2(example):
    example((
        'from torch import nn',
        'model = nn.Module()',
        'model.features = nn.Conv2d(3, 8, 3)',
        'model.classifier = nn.Sequential(nn.Linear(8, 20), nn.ReLU(), nn.Linear(20, 1000))',
        'replace_classifier(model, 5).classifier[-1]  # the last one is the layer that has just been added',
    ), gives=Linear(in_features=1000, out_features=5, bias=True))


@criterion(title='[p.requires_grad for p in freeze_features(model).features.parameters()]')
def test_example_3(example):
    example((
        'from torch import nn',
        'model = nn.Module()',
        'model.features = nn.Conv2d(3, 8, 3)',
        'model.classifier = nn.Sequential(nn.Linear(8, 20), nn.ReLU(), nn.Linear(20, 1000))',
        '[p.requires_grad for p in freeze_features(model).features.parameters()]',
    ), gives=[False, False])
