"""torch_gradcheck.py INPUTS HIDDEN OUTPUTS SAMPLES ROUNDS: PyTorch's gradcheck in slow mode, every parameter of a
net; prints wall and CPU time of each round in seconds."""

import sys
import time

import torch

s0, s1, s2, m, rounds = map(int, sys.argv[1:])
torch.manual_seed(1)
X, Y = torch.randn(m, s0, dtype=torch.double), torch.eye(s2, dtype=torch.double)[torch.arange(m) % s2]
n1 = s1 * (s0 + 1)
theta = (0.5 * torch.randn(n1 + s2 * (s1 + 1), dtype=torch.double)).requires_grad_()


def cost(theta):
    Theta1, Theta2 = theta[:n1].view(s1, s0 + 1), theta[n1:].view(s2, s1 + 1)
    Z = torch.sigmoid(X @ Theta1[:, 1:].T + Theta1[:, 0]) @ Theta2[:, 1:].T + Theta2[:, 0]
    loss = torch.nn.functional.binary_cross_entropy_with_logits(Z, Y, reduction="sum") / m
    return loss + 0.5 / (2 * m) * ((Theta1[:, 1:] ** 2).sum() + (Theta2[:, 1:] ** 2).sum())


for _ in range(rounds):
    wall, cpu = time.monotonic(), time.process_time()
    assert torch.autograd.gradcheck(cost, (theta,), fast_mode=False)
    print(time.monotonic() - wall, time.process_time() - cpu)
