"""matrix_peer.py numpy|torch INPUTS HIDDEN OUTPUTS SAMPLES ROUNDS: cost and gradient as who knows the library
writes them, in double; prints wall and CPU time of each round in seconds. Threads are set by the caller."""

import os
import sys
import time

library, *sizes = sys.argv[1:]
s0, s1, s2, m, rounds = map(int, sizes)
weight = 1.0


def by_numpy():
    import numpy as np

    draw = np.random.default_rng(1)
    X, y = draw.standard_normal((m, s0)), np.arange(m) % s2
    Theta1, Theta2 = 0.05 * draw.standard_normal((s1, s0 + 1)), 0.05 * draw.standard_normal((s2, s1 + 1))

    def cost_gradient():
        A = 1 / (1 + np.exp(-(X @ Theta1[:, 1:].T + Theta1[:, 0])))
        Z = A @ Theta2[:, 1:].T + Theta2[:, 0]
        Z -= Z.max(axis=1, keepdims=True)
        E = np.exp(Z)
        total = E.sum(axis=1, keepdims=True)
        J = (np.log(total[:, 0]) - Z[np.arange(m), y]).mean()
        J += weight / (2 * m) * ((Theta1[:, 1:] ** 2).sum() + (Theta2[:, 1:] ** 2).sum())
        delta2 = E / total
        delta2[np.arange(m), y] -= 1
        delta1 = delta2 @ Theta2[:, 1:] * A * (1 - A)
        grads = []
        for delta, before, Theta in (delta1, X, Theta1), (delta2, A, Theta2):
            grad = np.empty_like(Theta)
            grad[:, 0] = delta.sum(axis=0) / m
            grad[:, 1:] = (delta.T @ before + weight * Theta[:, 1:]) / m
            grads.append(grad)
        return J, grads

    return cost_gradient


def by_torch():
    import torch

    torch.manual_seed(1)
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    X, y = torch.randn(m, s0, dtype=torch.double), torch.arange(m) % s2
    layers = [(0.05 * torch.randn(rows, columns, dtype=torch.double)).requires_grad_()
              for rows, columns in ((s1, s0), (s1, 1), (s2, s1), (s2, 1))]

    def cost_gradient():
        W1, b1, W2, b2 = layers
        Z = torch.sigmoid(X @ W1.T + b1[:, 0]) @ W2.T + b2[:, 0]
        J = torch.nn.functional.cross_entropy(Z, y) + weight / (2 * m) * ((W1**2).sum() + (W2**2).sum())
        return J, torch.autograd.grad(J, layers)

    return cost_gradient


compute = {"numpy": by_numpy, "torch": by_torch}[library]()
compute()  # threads and caches
for _ in range(rounds):
    wall, cpu = time.monotonic(), time.process_time()
    compute()
    print(time.monotonic() - wall, time.process_time() - cpu)
