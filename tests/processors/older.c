/* Preloaded, lets a program see an older processor than it runs on: CPUID without AVX-512, VNNI and AMX.
 *
 * Linux can make the instruction CPUID fault (arch_prctl(2), ARCH_SET_CPUID); the handler runs it, clears the bits of the newer
 * instructions, and goes on behind it. Bits: Intel SDM volume 2, CPUID, leaf 7.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define ARCH_SET_CPUID 0x1012
#define BIT(n) (1u << (n))

static struct sigaction before;

static void let_run(int allowed) {
  if (syscall(SYS_arch_prctl, ARCH_SET_CPUID, allowed)) _exit(70);
}

static void on_fault(int sig, siginfo_t *info, void *context) {
  greg_t *r = ((ucontext_t *)context)->uc_mcontext.gregs;
  const unsigned char *at = (const unsigned char *)r[REG_RIP];
  unsigned leaf = r[REG_RAX], sub = r[REG_RCX], a = leaf, b, c = sub, d;
  (void)sig, (void)info;
  if (at[0] != 0x0f || at[1] != 0xa2) { /* a fault of the program's own */
    sigaction(SIGSEGV, &before, 0);
    return;
  }
  let_run(1);
  __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  let_run(0);
  if (leaf == 7 && sub == 0) {
    b &= ~(BIT(16) | BIT(17) | BIT(21) | BIT(26) | BIT(27) | BIT(28) | BIT(30) | BIT(31)); /* AVX-512 */
    c &= ~(BIT(1) | BIT(6) | BIT(11) | BIT(12) | BIT(14));                                 /* AVX-512 VNNI and others */
    d &= ~(BIT(2) | BIT(3) | BIT(8) | BIT(22) | BIT(23) | BIT(24) | BIT(25));              /* AMX */
  }
  if (leaf == 7 && sub == 1) {
    a &= ~(BIT(4) | BIT(5) | BIT(21)); /* AVX-VNNI, BF16 */
    d &= ~(BIT(4) | BIT(5));
  }
  r[REG_RAX] = a, r[REG_RBX] = b, r[REG_RCX] = c, r[REG_RDX] = d, r[REG_RIP] += 2;
}

__attribute__((constructor)) static void start(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_fault;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  sigaction(SIGSEGV, &action, &before);
  let_run(0);
}
