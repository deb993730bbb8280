"""peer_pytest.py: the checks of naive.c, as a course writes them with pytest and numpy: the student's code is a
shared object (STUDENT), called through ctypes. A peer of the grader in its benchmark."""

import ctypes
import os

import numpy as np
import pytest

student = ctypes.CDLL(os.environ["STUDENT"])
double, pointer, size = ctypes.c_double, ctypes.c_void_p, ctypes.c_size_t


class Net(ctypes.Structure):
    _fields_ = [("n_layers", size), ("units", pointer), ("output", ctypes.c_int), ("regularize_bias", ctypes.c_int)]


class Data(ctypes.Structure):
    _fields_ = [("m", size), ("X", pointer), ("y", pointer)]


def function(name, result, *arguments):
    found = student[name]
    found.restype, found.argtypes = result, arguments
    return found


def call(name, *arguments):
    """A call of a function of doubles that gives a double."""
    return function(name, double, *[double] * len(arguments))(*arguments)


def gate(name, *arguments):
    dx, dy = double(), double()
    function(name, None, double, double, double, pointer, pointer)(
        *arguments, ctypes.byref(dx), ctypes.byref(dy))
    return [dx.value, dy.value]


class Case:
    """A net of two layers with its data."""

    def __init__(self, shape, m):
        self.units = np.array(shape, dtype=np.uintp)
        self.net = Net(len(shape) - 1, self.units.ctypes.data, 0, 0)
        self.X = np.sin(np.arange(m * shape[0], dtype=float)).reshape(m, shape[0])
        self.y = (np.arange(m) % shape[-1]).astype(np.intc)
        self.data = Data(m, self.X.ctypes.data, self.y.ctypes.data)
        self.n = sum(b * (a + 1) for a, b in zip(shape, shape[1:]))
        self.cost_function = function("bp_cost", double, pointer, pointer, pointer, double)

    def cost(self, theta, weight=0.5):
        return self.cost_function(
            ctypes.byref(self.net), theta.ctypes.data, ctypes.byref(self.data), weight)

    def gradient(self, theta):
        grad = np.empty(self.n)
        function("bp_cost_gradient", double, pointer, pointer, pointer, double, pointer)(
            ctypes.byref(self.net), theta.ctypes.data, ctypes.byref(self.data), 0.5, grad.ctypes.data)
        return grad


@pytest.fixture
def small():
    return Case([2, 2, 2], 2)


@pytest.mark.parametrize("z, g", [(0, 0.5), (1, 0.731058578630005)])
def test_sigmoid(z, g):
    np.testing.assert_allclose(call("bp_sigmoid", z), g, rtol=1e-9)


@pytest.mark.parametrize("z, slope", [(0, 0.25), (1, 0.196611933241482)])
def test_sigmoid_gradient(z, slope):
    np.testing.assert_allclose(call("bp_sigmoid_gradient", z), slope, rtol=1e-9)


@pytest.mark.parametrize("name, expected", [("add", [2, 2]), ("mul", [-8, 6]), ("max", [2, 0])])
def test_gate(name, expected):
    np.testing.assert_allclose(gate(f"bp_{name}_backward", 3, -4, 2), expected)


def test_neuron():
    w, x = np.array([1, -1, 0.5]), np.array([2.0, 2.0])
    f = function("bp_neuron_forward", double, size, pointer, pointer)(2, w.ctypes.data, x.ctypes.data)
    np.testing.assert_allclose(f, 0.622459331201855, rtol=1e-9)


def test_graph():
    np.testing.assert_allclose(call("bp_graph_forward", 0, 0), 1)


def test_chain():
    np.testing.assert_allclose(call("bp_chain_cost", 1, 0.5, 0, 0), 0)


def test_n_parameters(small):
    assert function("bp_n_parameters", size, pointer)(ctypes.byref(small.net)) == small.n


def test_forward(small):
    theta, H = np.zeros(small.n), np.empty((2, 2))
    function("bp_forward", None, pointer, pointer, size, pointer, pointer)(
        ctypes.byref(small.net), theta.ctypes.data, 2, small.X.ctypes.data, H.ctypes.data)
    np.testing.assert_allclose(H, 0.5)


def test_cost(small):
    np.testing.assert_allclose(small.cost(np.zeros(small.n)), 2 * np.log(2))


def test_penalty(small):
    theta = np.zeros(small.n)
    theta[0] = 3  # of a bias unit, which is not penalised
    np.testing.assert_allclose(small.cost(theta, 1), small.cost(theta, 0))


def test_relative_difference():
    a, b = np.array([3.0, 4.0]), np.zeros(2)
    difference = function("bp_relative_difference", double, size, pointer, pointer)
    np.testing.assert_allclose(difference(2, a.ctypes.data, b.ctypes.data), 1)


def test_gradient():
    case = Case([20, 10, 5], 50)
    theta, epsilon = 0.5 * np.cos(np.arange(case.n, dtype=float)), 1e-5
    estimate = np.empty(case.n)
    for i in range(case.n):
        step = np.zeros(case.n)
        step[i] = epsilon
        estimate[i] = (case.cost(theta + step) - case.cost(theta - step)) / (2 * epsilon)
    np.testing.assert_allclose(case.gradient(theta), estimate, atol=1e-7)
