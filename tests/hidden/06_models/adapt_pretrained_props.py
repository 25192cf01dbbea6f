"""What adapt_pretrained's suite needs: small models built as VGG is, and what became of them. Runs in the worker and judge."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn

FEATURES: dict[str, Callable] = {
    "usual": lambda: nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2)),
    "nested": lambda: nn.Sequential(nn.Sequential(nn.Conv2d(3, 4, 3), nn.Sequential(nn.BatchNorm2d(4))), nn.ReLU()),
    "no bias": lambda: nn.Sequential(nn.Conv2d(3, 4, 3, bias=False), nn.ReLU()),
    "prelu": lambda: nn.Sequential(nn.Conv2d(3, 4, 3), nn.PReLU()),
}


class SmallVGG(nn.Module):
    """features, avgpool, flatten, classifier, as torchvision's VGG; `tail` modules stand behind the last linear layer."""

    def __init__(self, features: str, hidden: list, outputs: int, tail: tuple, bias: bool) -> None:
        super().__init__()
        self.features = FEATURES[features]()
        self.avgpool = nn.AdaptiveAvgPool2d((1, 2))
        ends = {"softmax": lambda: nn.Softmax(dim=1), "dropout": nn.Dropout, "relu": nn.ReLU}
        first: list[nn.Module] = []
        for inputs, width in zip((8, *hidden), hidden, strict=False):
            first += [nn.Linear(inputs, width), nn.ReLU(), nn.Dropout()]
        last = nn.Linear((8, *hidden)[-1], outputs, bias=bias)
        self.classifier = nn.Sequential(*first, last, *(ends[name]() for name in tail))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return [N, outputs]."""
        return self.classifier(torch.flatten(self.avgpool(self.features(x)), 1))


def small_vgg(plan: dict) -> nn.Module:
    """Return the model of a plan, its weights from this seed, in eval mode."""
    torch.manual_seed(plan["seed"])
    model = SmallVGG(plan["features"], plan["hidden"], plan["outputs"], tuple(plan["tail"]), plan["bias"])
    for number in plan["frozen"]:
        list(model.parameters())[number].requires_grad_(False)
    model.to(device=plan["device"], dtype=plan["dtype"]).eval()
    linears(model)[-1].to(**plan["last"])
    return model


def linears(model: nn.Module) -> list:
    """Return the linear layers inside the classifier, in order."""
    return [module for module in model.classifier.modules() if isinstance(module, nn.Linear)]


def told(layer: nn.Linear) -> tuple:
    """Return (inputs, outputs, bias, dtype, device, trainable) of a linear layer."""
    has_bias = layer.bias is not None
    trained = all(parameter.requires_grad for parameter in layer.parameters())
    return layer.in_features, layer.out_features, has_bias, str(layer.weight.dtype), layer.weight.device.type, trained


def adapted(function: Callable, plan: dict, num_classes: int, x: torch.Tensor) -> dict:
    """Return what a change of the classifier left: the new layer, what stayed, and what the model gives for x."""
    model = small_vgg(plan)
    old = {id(parameter): (name, parameter.detach().clone()) for name, parameter in model.named_parameters()}
    flags = {id(parameter): parameter.requires_grad for parameter in model.parameters()}
    old_layers = linears(model)
    before = model(x) if plan["device"] != "meta" and not plan["last"] else None
    returned = function(model, num_classes)
    new = linears(model)[-1]
    kept = [name for key, (name, _) in old.items() if key in {id(parameter) for parameter in model.parameters()}]
    changed = [
        name
        for key, (name, value) in old.items()
        for parameter in model.parameters()
        if id(parameter) == key and not parameter.is_meta and not torch.equal(parameter, value)
    ]
    added = sum(id(parameter) not in old for parameter in model.parameters())
    found = {"returned": returned is model, "new": told(new), "is new": all(new is not one for one in old_layers)}
    turned = [old[id(p)][0] for p in model.parameters() if id(p) in old and p.requires_grad != flags[id(p)]]
    found |= {"turned": turned}
    found |= {"kept": kept, "changed": changed, "parameters added": added}
    found |= {"kinds": [type(m).__name__ for m in model.classifier.modules() if not list(m.children())]}
    if before is not None:
        weight, bias = new.weight, new.bias
        if weight.device.type != "meta" and weight.dtype == before.dtype:
            found |= {"before": before.detach(), "after": model(x).detach(), "weight": weight.detach(), "bias": bias}
    return found


def inputs_of_last(plan: dict, x: torch.Tensor) -> torch.Tensor:
    """Return what the last linear layer of a plan's model takes."""
    model = small_vgg(plan)
    seen: list[torch.Tensor] = []
    linears(model)[-1].register_forward_pre_hook(lambda module, args: seen.append(args[0].detach()))
    model(x)
    return seen[0]


def in_a_row(functions: list, plan: dict, x: torch.Tensor) -> tuple:
    """Return (shape of the result, requires_grad by name) after these (function, args)."""
    model = small_vgg(plan)
    for function, args in functions:
        model = function(model, *args)
    return tuple(model(x).shape), {name: parameter.requires_grad for name, parameter in model.named_parameters()}


def frozen(function: Callable, plan: dict, x: torch.Tensor) -> dict:
    """Return what freezing did: flags, gradients, what changed in a step, and whether the model came back."""
    model = small_vgg(plan)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    model.train()
    returned = function(model)
    flags = {name: parameter.requires_grad for name, parameter in model.named_parameters()}
    modes = [module.training for module in model.modules()]  # told for the diagnosis: the task leaves them open
    model.eval()
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad] or [torch.zeros(1)], lr=1.0)
    gradients = dict.fromkeys(flags, False)
    result = model(x).square().sum()
    if result.requires_grad:
        result.backward()
        gradients = {name: parameter.grad is not None for name, parameter in model.named_parameters()}
    optimizer.step()
    moved = {name.split(".")[0] for name, value in model.state_dict().items() if not torch.equal(value, before[name])}
    return {"flags": flags, "gradients": gradients, "moved": sorted(moved), "returned": returned is model, "modes": modes}


def after_refusal(function: Callable, plan: dict, num_classes: int) -> tuple:
    """Return (did it raise a ValueError, is the model unchanged)."""
    model = small_vgg(plan)
    parameters, text = list(map(id, model.parameters())), repr(model)
    try:
        function(model, num_classes)
    except ValueError:
        return True, list(map(id, model.parameters())) == parameters and repr(model) == text
    return False, list(map(id, model.parameters())) == parameters and repr(model) == text


def changed_model(function: Callable, plan: dict) -> nn.Module:
    """Return a model that was changed."""
    return function(small_vgg(plan), 3)
