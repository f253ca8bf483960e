# shellcheck shell=bash disable=SC2034
# Sourced with the name of a kernel: what there is to know to build and boot it.
#   version, defconfig, fragments   source and configuration
#   arch, cross                     ARCH and CROSS_COMPILE
#   make_args, tools                how to call make and what it needs
#   image                           what a boot loader takes, below the build directory; empty: not to be booted
#   qemu, console                   the machine that boots it

compiler=()
tools=(gcc make flex bison bc stdio.h openssl/ssl.h libelf.h)
case $1 in
    arm-6.1)
        version=6.1 defconfig=s3c6400_defconfig fragments=(arm-6.1.config)
        arch=arm cross=arm-linux-gnueabi-
        tools+=(arm-linux-gnueabi-gcc)
        image=
        ;;
    x86_64-5.10-tiny | x86_64-6.12 | x86_64-6.12-llvm | x86_64-6.12-lto | x86_64-6.12-btf | x86_64-7.2 | x86_64-7.2-tiny | x86_64-7.3-tiny)
        version=${1#x86_64-} version=${version%%-*} defconfig=allnoconfig fragments=(boot.config x86_64.config)
        test "$version" != 6.12 || fragments+=(x86_64-6.12.config)
        arch=x86_64 cross=
        image=arch/x86/boot/bzImage
        case $1 in *-tiny | *-lto) ;; *) fragments+=(bulk.config x86_64-bulk.config) ;; esac
        case $1 in
            *-llvm) compiler=(LLVM=1) tools+=(clang ld.lld llvm-nm) ;;
            *-lto) compiler=(LLVM=1) tools+=(clang ld.lld llvm-nm) fragments+=(lto.config) ;;
            *-btf) fragments+=(btf.config) tools+=(pahole) ;;
        esac
        qemu=(qemu-system-x86_64 -machine q35 -cpu max -m 512M) console=ttyS0
        ;;
    x86_64-6.12-distribution)
        # What distributions switch on, in a kernel of about their size; not meant to be booted here.
        version=6.12 defconfig=x86_64_defconfig fragments=(distribution.config btf.config)
        arch=x86_64 cross=
        image=
        tools+=(pahole)
        ;;
    arm64-7.2)
        version=7.2 defconfig=allnoconfig fragments=(boot.config bulk.config arm64.config)
        arch=arm64 cross=aarch64-linux-gnu-
        tools+=(aarch64-linux-gnu-gcc)
        image=arch/arm64/boot/Image
        qemu=(qemu-system-aarch64 -machine virt -cpu max -m 512M) console=ttyAMA0
        ;;
    arm-7.2)
        version=7.2 defconfig=allnoconfig fragments=(boot.config arm.config)
        arch=arm cross=arm-linux-gnueabi-
        tools+=(arm-linux-gnueabi-gcc)
        image=arch/arm/boot/zImage
        qemu=(qemu-system-arm -machine virt -cpu cortex-a15 -m 512M) console=ttyAMA0
        ;;
    um-6.12)
        version=6.12 defconfig=allnoconfig fragments=(um.config)
        arch=um cross=
        image=
        ;;
    tiny-*-*)
        # tiny-MACHINE-VERSION[-all][-btf][-llvm]: tinyconfig with a table.
        rest=${1#tiny-}
        machine=${rest%%-*} rest=${rest#*-}
        version=${rest%%-*} defconfig=tinyconfig fragments=(tiny.config)
        image= cross=
        case $machine in
            x86_64) arch=x86_64 fragments+=(tiny-64bit.config) ;;
            i386) arch=i386 ;;
            arm) arch=arm cross=arm-linux-gnueabi- fragments+=(tiny-arm.config) ;;
            thumb2) arch=arm cross=arm-linux-gnueabi- fragments+=(tiny-arm.config tiny-thumb2.config) ;;
            arm64) arch=arm64 cross=aarch64-linux-gnu- ;;
            riscv64) arch=riscv cross=riscv64-linux-gnu- ;;
            ppc32) arch=powerpc cross=powerpc-linux-gnu- ;;
            ppc64le) arch=powerpc cross=powerpc64le-linux-gnu- fragments+=(tiny-ppc64le.config) ;;
            s390x) arch=s390 cross=s390x-linux-gnu- ;;
            mips32) arch=mips cross=mips-linux-gnu- ;;
            mips64) arch=mips cross=mips64-linux-gnuabi64- fragments+=(tiny-mips64.config tiny-64bit.config) ;;
            m68k) arch=m68k cross=m68k-linux-gnu- ;;
            parisc) arch=parisc cross=hppa-linux-gnu- ;;
            sparc64) arch=sparc64 cross=sparc64-linux-gnu- fragments+=(tiny-64bit.config) ;;
            alpha) arch=alpha cross=alpha-linux-gnu- ;;
            sh) arch=sh cross=sh4-linux-gnu- fragments+=(tiny-sh.config) ;;
            loongarch) arch=loongarch fragments+=(tiny-64bit.config) ;;
            *) die 2 "unknown machine '$machine'; matrix.sh --help lists them" ;;
        esac
        case -$rest- in *-all-*) fragments+=(tiny-all.config) ;; esac
        case -$rest- in *-btf-*) fragments+=(tiny-all.config tiny-btf.config btf.config) tools+=(pahole) ;; esac
        case -$rest- in
            *-llvm-*)
                # Newer kernels take newer compilers than the usual one, and so do newer machines.
                case $machine-$version in loongarch-* | *-7.*) llvm=-19 ;; *) llvm= ;; esac
                compiler=(LLVM="${llvm:-1}") tools+=("clang$llvm" "ld.lld$llvm" "llvm-nm$llvm")
                ;;
            *) test -z "$cross" || tools+=("${cross}gcc") ;;
        esac
        ;;
    reports-*)
        # reports-MACHINE[-names|-lockdep]: reports on itself (reports.c); without either, it has no table and prints addresses.
        rest=${1#reports-}
        version=7.2 defconfig=allnoconfig fragments=(reports.config)
        case $rest in
            *-names) fragments+=(reports-names.config) ;;
            *-lockdep) fragments+=(reports-names.config reports-lockdep.config) ;;
        esac
        case ${rest%%-*} in
            x86_64)
                arch=x86_64 cross= image=arch/x86/boot/bzImage fragments+=(smp.config x86_64.config reports-x86_64.config)
                qemu=(qemu-system-x86_64 -machine q35 -cpu max -smp 2) console=ttyS0
                ;;
            arm64)
                arch=arm64 cross=aarch64-linux-gnu- image=arch/arm64/boot/Image fragments+=(smp.config arm64.config)
                qemu=(qemu-system-aarch64 -machine virt -cpu max,pauth-impdef=on -smp 2) console=ttyAMA0
                ;;
            arm)
                arch=arm cross=arm-linux-gnueabi- image=arch/arm/boot/zImage fragments+=(smp.config arm.config)
                qemu=(qemu-system-arm -machine virt -cpu cortex-a15 -smp 2) console=ttyAMA0
                ;;
            riscv64)
                arch=riscv cross=riscv64-linux-gnu- image=arch/riscv/boot/Image fragments+=(smp.config riscv64.config)
                qemu=(qemu-system-riscv64 -machine virt -smp 2) console=ttyS0
                ;;
            ppc64le)
                arch=powerpc cross=powerpc64le-linux-gnu- image=vmlinux fragments+=(smp.config ppc64le.config)
                qemu=(qemu-system-ppc64 -machine pseries -smp 2) console=hvc0
                ;;
            s390x)
                arch=s390 cross=s390x-linux-gnu- image=arch/s390/boot/bzImage fragments+=(s390x.config)
                qemu=(qemu-system-s390x -smp 2) console=ttysclp0
                ;;
            mips)
                arch=mips cross=mips-linux-gnu- image=vmlinux fragments+=(mips.config)
                qemu=(qemu-system-mips -machine malta) console=ttyS0
                ;;
            *) die 2 "unknown machine '${rest%%-*}'; nameless.sh --help lists them" ;;
        esac
        test -z "$cross" || tools+=("${cross}gcc")
        ;;
    *) die 2 "unknown kernel '$1'; build.sh --help lists them" ;;
esac
make_args=("ARCH=$arch" "CROSS_COMPILE=$cross" "${compiler[@]}")
make_args+=(KBUILD_BUILD_TIMESTAMP=2026-01-01T00:00:00Z KBUILD_BUILD_USER=user KBUILD_BUILD_HOST=host KBUILD_BUILD_VERSION=1)
