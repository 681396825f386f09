/* Hides instruction sets from a program at native speed, by CPUID faulting (x86-64 Linux; Intel, recent AMD).

   cc -shared -fPIC -O1 -o cpu_mask.so cpu_mask.c; LD_PRELOAD=./cpu_mask.so MASK=haswell PROGRAM

   MASK=haswell leaves AVX2, MASK=skylakex AVX-512 without VNNI. Exits with 77 where the processor cannot do it. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define ARCH_SET_CPUID 0x1012
#define BIT(n) (1u << (n))

/* What is left of leaf 7: registers EBX, ECX and EDX of subleaf 0, EAX and EDX of subleaf 1. */
static uint32_t ebx = ~0u, ecx = ~0u, edx = ~0u, eax_1 = ~0u, edx_1 = ~0u;

static void answer_cpuid(int number, siginfo_t *info, void *context) {
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    const uint8_t *code = (const uint8_t *)registers[REG_RIP];
    (void)number, (void)info;
    if (code[0] != 0x0f || code[1] != 0xa2) {
        signal(SIGSEGV, SIG_DFL);
        return;
    }
    uint32_t leaf = registers[REG_RAX], subleaf = registers[REG_RCX];
    uint32_t a = leaf, b, c = subleaf, d;
    syscall(SYS_arch_prctl, ARCH_SET_CPUID, 1);
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0);
    if (leaf == 7 && subleaf == 0) b &= ebx, c &= ecx, d &= edx;
    if (leaf == 7 && subleaf == 1) a &= eax_1, d &= edx_1;
    registers[REG_RAX] = a, registers[REG_RBX] = b, registers[REG_RCX] = c, registers[REG_RDX] = d;
    registers[REG_RIP] += 2;
}

__attribute__((constructor)) static void mask(void) {
    const char *name = getenv("MASK");
    if (!name) return;
    edx &= ~(BIT(22) | BIT(23) | BIT(24) | BIT(25));                 /* AMX, AVX512-FP16 */
    eax_1 &= ~(BIT(4) | BIT(5));                                     /* AVX-VNNI, AVX512-BF16 */
    ecx &= ~(BIT(1) | BIT(6) | BIT(11) | BIT(12) | BIT(14));         /* VBMI, VBMI2, VNNI, BITALG, VPOPCNTDQ */
    ebx &= ~BIT(21);                                                 /* IFMA */
    if (!strcmp(name, "haswell")) {
        ebx &= ~(BIT(16) | BIT(17) | BIT(26) | BIT(27) | BIT(28) | BIT(30) | BIT(31)); /* AVX-512 as a whole */
        edx_1 = 0;
    }
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = answer_cpuid;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    sigaction(SIGSEGV, &action, NULL);
    if (syscall(SYS_arch_prctl, ARCH_SET_CPUID, 0)) _exit(77);
}
