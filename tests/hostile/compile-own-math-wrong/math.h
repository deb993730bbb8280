/* Not what it seems. */
static inline double exp(double x)
{
    return x * x + 1;
}
