/* Not the contract. */
#error "not the contract"
float bp_sigmoid(float z);
