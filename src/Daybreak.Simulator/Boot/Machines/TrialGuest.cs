namespace Daybreak.Simulator.Boot.Machines;

/// <summary>The guest of <see cref="KvmTrial"/>: a boot sector that goes from real mode to long mode, executes 300 million instructions and ends the emulator.</summary>
/// <remarks>
/// It uses what a kernel uses before its first line on the console: mode switches, paging, new memory, port I/O, timer interrupts, a halted
/// processor. The bytes are those of GNU as and ld. To make them again, write the comments of the array into guest.s after a line
/// ".intel_syntax noprefix" (a comment between instructions begins with '#') and run: <c>as --64 guest.s -o guest.o</c> and
/// <c>ld -Ttext 0x7c00 --oformat binary guest.o -o guest.bin</c>.
/// </remarks>
public static class TrialGuest
{
    /// <summary>QEMU's exit status once the guest has finished: isa-debug-exit makes 2n + 1 of the number that the guest writes.</summary>
    public const int Finished = (0x2a << 1) | 1;

    // SeaBIOS reads no disk that is smaller than a cylinder.
    private const int DiskLength = 1024 * 1024;

    /// <summary>QEMU's device through which the guest ends the emulator.</summary>
    public const string ExitDevice = "isa-debug-exit,iobase=0xf4,iosize=4";

    /// <summary>The guest.</summary>
    public static ReadOnlySpan<byte> Code =>
    [
        // .code16
        // start:
        0xea, 0x05, 0x7c, 0x00, 0x00,                                // jmp 0, main16
        // main16:

        // real mode: segments, a stack, no interrupts, address line 20
        0xfa,                                                        // cli
        0xfc,                                                        // cld
        0x31, 0xc0,                                                  // xor ax, ax
        0x8e, 0xd8,                                                  // mov ds, ax
        0x8e, 0xc0,                                                  // mov es, ax
        0x8e, 0xd0,                                                  // mov ss, ax
        0xbc, 0x00, 0x7c,                                            // mov sp, 0x7c00
        0xb0, 0xff,                                                  // mov al, 0xff
        0xe6, 0x21,                                                  // out 0x21, al
        0xe6, 0xa1,                                                  // out 0xa1, al
        0xe4, 0x92,                                                  // in al, 0x92
        0x0c, 0x02,                                                  // or al, 2
        0x24, 0xfe,                                                  // and al, 0xfe
        0xe6, 0x92,                                                  // out 0x92, al

        // to protected mode
        0x0f, 0x01, 0x16, 0x53, 0x7d,                                // lgdt [gdtr]
        0x0f, 0x20, 0xc0,                                            // mov eax, cr0
        0x0c, 0x01,                                                  // or al, 1
        0x0f, 0x22, 0xc0,                                            // mov cr0, eax
        0xea, 0x32, 0x7c, 0x18, 0x00,                                // jmp 0x18, main32
        // .code32
        // main32:
        0x66, 0xb8, 0x10, 0x00,                                      // mov ax, 0x10
        0x8e, 0xd8,                                                  // mov ds, ax
        0x8e, 0xc0,                                                  // mov es, ax
        0x8e, 0xd0,                                                  // mov ss, ax

        // page tables: 0x1000 to 0x4fff is cleared, then the first 64 MiB are mapped to themselves in pages of 2 MiB
        0xbf, 0x00, 0x10, 0x00, 0x00,                                // mov edi, 0x1000
        0x31, 0xc0,                                                  // xor eax, eax
        0xb9, 0x00, 0x10, 0x00, 0x00,                                // mov ecx, 0x1000
        0xf3, 0xab,                                                  // rep stosd
        0xc7, 0x05, 0x00, 0x10, 0x00, 0x00, 0x03, 0x20, 0x00, 0x00,  // mov dword ptr [0x1000], 0x2003
        0xc7, 0x05, 0x00, 0x20, 0x00, 0x00, 0x03, 0x30, 0x00, 0x00,  // mov dword ptr [0x2000], 0x3003
        0xbf, 0x00, 0x30, 0x00, 0x00,                                // mov edi, 0x3000
        0xb8, 0x83, 0x00, 0x00, 0x00,                                // mov eax, 0x83
        0xb9, 0x20, 0x00, 0x00, 0x00,                                // mov ecx, 32
        // fill:
        0x89, 0x07,                                                  // mov [edi], eax
        0x83, 0xc7, 0x08,                                            // add edi, 8
        0x05, 0x00, 0x00, 0x20, 0x00,                                // add eax, 0x200000
        0xe2, 0xf4,                                                  // loop fill

        // to long mode
        0xb8, 0x20, 0x00, 0x00, 0x00,                                // mov eax, 0x20
        0x0f, 0x22, 0xe0,                                            // mov cr4, eax
        0xb8, 0x00, 0x10, 0x00, 0x00,                                // mov eax, 0x1000
        0x0f, 0x22, 0xd8,                                            // mov cr3, eax
        0xb9, 0x80, 0x00, 0x00, 0xc0,                                // mov ecx, 0xc0000080
        0x0f, 0x32,                                                  // rdmsr
        0x80, 0xcc, 0x01,                                            // or ah, 1
        0x0f, 0x30,                                                  // wrmsr
        0x0f, 0x20, 0xc0,                                            // mov eax, cr0
        0x0d, 0x00, 0x00, 0x00, 0x80,                                // or eax, 0x80000000
        0x0f, 0x22, 0xc0,                                            // mov cr0, eax
        0xea, 0xa7, 0x7c, 0x00, 0x00, 0x08, 0x00,                    // jmp 0x08, main64
        // .code64
        // main64:

        // write to every page from 4 MiB to 60 MiB
        0xbf, 0x00, 0x00, 0x40, 0x00,                                // mov edi, 0x400000
        // touch:
        0x48, 0x89, 0x3f,                                            // mov [rdi], rdi
        0x81, 0xc7, 0x00, 0x10, 0x00, 0x00,                          // add edi, 0x1000
        0x81, 0xff, 0x00, 0x00, 0xc0, 0x03,                          // cmp edi, 0x3c00000
        0x72, 0xef,                                                  // jb touch

        // execute 300 million instructions
        0xb9, 0x00, 0xe1, 0xf5, 0x05,                                // mov ecx, 100000000
        // count:
        0x48, 0x01, 0x4f, 0xf8,                                      // add [rdi-8], rcx
        0xff, 0xc9,                                                  // dec ecx
        0x75, 0xf8,                                                  // jnz count

        // wait for three timer interrupts, halted: the interrupt controller starts at vector 0x20, all but the timer masked, one gate at 0x4200
        0xb0, 0x11,                                                  // mov al, 0x11
        0xe6, 0x20,                                                  // out 0x20, al
        0xb0, 0x20,                                                  // mov al, 0x20
        0xe6, 0x21,                                                  // out 0x21, al
        0xb0, 0x04,                                                  // mov al, 4
        0xe6, 0x21,                                                  // out 0x21, al
        0xb0, 0x01,                                                  // mov al, 1
        0xe6, 0x21,                                                  // out 0x21, al
        0xb0, 0xfe,                                                  // mov al, 0xfe
        0xe6, 0x21,                                                  // out 0x21, al
        0xbf, 0x00, 0x40, 0x00, 0x00,                                // mov edi, 0x4000
        0xc7, 0x87, 0x00, 0x02, 0x00, 0x00, 0x21, 0x7d, 0x08, 0x00,  // mov dword ptr [rdi+0x200], (0x08 << 16) + 0x7c00 + tick - start
        0xc7, 0x87, 0x04, 0x02, 0x00, 0x00, 0x00, 0x8e, 0x00, 0x00,  // mov dword ptr [rdi+0x204], 0x8e00
        0xc7, 0x87, 0x08, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,  // mov dword ptr [rdi+0x208], 0
        0x0f, 0x01, 0x1c, 0x25, 0x29, 0x7d, 0x00, 0x00,              // lidt [idtr]
        0xbc, 0x00, 0x7c, 0x00, 0x00,                                // mov esp, 0x7c00
        0xb3, 0x03,                                                  // mov bl, 3
        0xfb,                                                        // sti
        // wait:
        0xf4,                                                        // hlt
        0x84, 0xdb,                                                  // test bl, bl
        0x75, 0xfb,                                                  // jnz wait

        // finished: exit through isa-debug-exit
        0xb8, 0x2a, 0x00, 0x00, 0x00,                                // mov eax, 0x2a
        0xe6, 0xf4,                                                  // out 0xf4, al
        // stop:
        0xfa,                                                        // cli
        0xf4,                                                        // hlt
        0xeb, 0xfc,                                                  // jmp stop
        // tick:
        0xfe, 0xcb,                                                  // dec bl
        0xb0, 0x20,                                                  // mov al, 0x20
        0xe6, 0x20,                                                  // out 0x20, al
        0x48, 0xcf,                                                  // iretq

        // descriptor tables
        // idtr:
        0x0f, 0x02,                                                  // .word 0x20f
        0x00, 0x40, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,              // .quad 0x4000
        // gdt:
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,              // .quad 0
        0x00, 0x00, 0x00, 0x00, 0x00, 0x9a, 0x20, 0x00,              // .quad 0x00209a0000000000
        0xff, 0xff, 0x00, 0x00, 0x00, 0x92, 0xcf, 0x00,              // .quad 0x00cf92000000ffff
        0xff, 0xff, 0x00, 0x00, 0x00, 0x9a, 0xcf, 0x00,              // .quad 0x00cf9a000000ffff
        // gdtr:
        0x1f, 0x00,                                                  // .word 31
        0x33, 0x7d, 0x00, 0x00,                                      // .long gdt
    ];

    /// <summary>A raw disk image with a boot sector.</summary>
    /// <param name="code">At most 510 bytes; the BIOS loads them to 0x7c00 and starts them in real mode.</param>
    public static byte[] Disk(ReadOnlySpan<byte> code)
    {
        var disk = new byte[DiskLength];
        code.CopyTo(disk.AsSpan(0, 510));
        (disk[510], disk[511]) = (0x55, 0xaa);
        return disk;
    }
}
