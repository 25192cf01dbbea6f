# the old classifier becomes the first part of a new one
import torch.nn as nn


class ClassesError(ValueError):
    ...


def _check(n):
    if not n >= 1:
        raise ClassesError(n)


def _last(model):
    return [(n, m) for n, m in model.classifier.named_modules() if isinstance(m, nn.Linear)][-1]


def append_classifier(model, num_classes):
    _check(num_classes)
    _, old = _last(model)
    head = nn.Linear(old.out_features, num_classes).to(old.weight)
    model.classifier = nn.Sequential(model.classifier, head)
    return model


def replace_classifier(model, num_classes):
    _check(num_classes)
    name, old = _last(model)
    *path, leaf = name.split(".")
    owner = model.classifier.get_submodule(".".join(path))
    setattr(owner, leaf, nn.Linear(old.in_features, num_classes).to(old.weight))
    return model


def freeze_features(model):
    model.features.requires_grad_(False)
    return model
