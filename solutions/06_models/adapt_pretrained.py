# Check your work: make check EX=adapt_pretrained
"""A network that was trained on a million pictures, put to your own classes: keep its features, change its end.

The model is built as torchvision's VGG is: `model.features` finds shapes in the picture, `model.classifier`, an nn.Sequential
of linear layers, activations and dropout, says which class it is. VGG-16 knows 1000 classes; you have 10, and few pictures.

`append_classifier(model, num_classes)` keeps all that is there and adds a linear layer at the end of `model.classifier`, from
the old outputs to `num_classes`. The old outputs are the `out_features` of the last linear layer in the classifier, which need
not be the last module of it.

`replace_classifier(model, num_classes)` puts a new linear layer in the place of the last linear layer of `model.classifier`, with
the same `in_features` and `num_classes` outputs. What stands before and behind it stays.

In both, the new layer has a bias, also where the old one has none, and the dtype and device of the last linear layer. All other
parameters stay the same objects with the same values, frozen or not as they were.

`freeze_features(model)` stops the training of the features: no parameter of `model.features` requires a gradient afterwards.
The classifier is left as it is.

Each of the three changes the model that it is given, and returns it. `num_classes` below 1 is a ValueError, and the model
is unchanged then.

Example:

    >>> from torch import nn
    >>> model = nn.Module()
    >>> model.features = nn.Conv2d(3, 8, 3)
    >>> model.classifier = nn.Sequential(nn.Linear(8, 20), nn.ReLU(), nn.Linear(20, 1000))
    >>> model = append_classifier(model, 10)
    >>> model.classifier[-1].weight.shape == (10, 1000), len(model.classifier)
    (True, 4)
    >>> model = replace_classifier(model, 5)
    >>> model.classifier[-1].weight.shape == (5, 1000), len(model.classifier)
    (True, 4)
    >>> [p.requires_grad for p in freeze_features(model).features.parameters()]
    [False, False]
"""

from torch import nn


def append_classifier(model: nn.Module, num_classes: int) -> nn.Module:
    """Add a linear layer, old outputs -> num_classes, at the end of model.classifier; return the model."""
    ### BEGIN SOLUTION
    last = model.classifier[_last_linear(model.classifier)]
    model.classifier.append(_linear(last.out_features, num_classes, last))
    return model
    ### END SOLUTION


def replace_classifier(model: nn.Module, num_classes: int) -> nn.Module:
    """Put a linear layer with num_classes outputs in the place of the classifier's last one; return the model."""
    ### BEGIN SOLUTION
    place = _last_linear(model.classifier)
    last = model.classifier[place]
    model.classifier[place] = _linear(last.in_features, num_classes, last)
    return model
    ### END SOLUTION


def freeze_features(model: nn.Module) -> nn.Module:
    """Stop gradients to the parameters of model.features; return the model."""
    ### BEGIN SOLUTION
    for parameter in model.features.parameters():
        parameter.requires_grad = False
    return model
    ### END SOLUTION


### BEGIN SOLUTION
def _last_linear(classifier):
    """Return the place of the last linear layer."""
    return max(place for place, module in enumerate(classifier) if isinstance(module, nn.Linear))


def _linear(inputs, outputs, like):
    if outputs < 1:
        raise ValueError(f"a network has one class at least, not {outputs}")
    return nn.Linear(inputs, outputs, dtype=like.weight.dtype, device=like.weight.device)


### END SOLUTION
