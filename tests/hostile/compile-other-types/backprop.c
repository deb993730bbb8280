/* Defines a function of the contract with other types, without the contract's header. */
float bp_sigmoid(float z)
{
    return z < 0 ? 0.25f : 0.75f;
}
