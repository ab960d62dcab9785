/** Names of types whose values have no members: numbers, sizes, handles of the system's own. */
const plainNames = new Set(
  `bool _Bool char short int long float double void size_t ssize_t ptrdiff_t intptr_t uintptr_t off_t loff_t
   int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intmax_t uintmax_t wchar_t char8_t char16_t
   char32_t u8 u16 u32 u64 s8 s16 s32 s64 __u8 __u16 __u32 __u64 __s8 __s16 __s32 __s64 __le16 __le32 __le64
   __be16 __be32 __be64 uint uchar ushort ulong unsigned signed BOOL BYTE WORD DWORD UINT INT LONG ULONG time_t
   clock_t pid_t uid_t gid_t mode_t dev_t ino_t gfp_t dma_addr_t phys_addr_t resource_size_t umode_t socklen_t
   fpos_t va_list FILE DIR std::size_t std::int32_t std::int64_t std::uint8_t std::uint32_t std::uint64_t
   std::ptrdiff_t std::nullptr_t int_fast32_t uint_fast32_t sigset_t pthread_t pthread_mutex_t pthread_cond_t`
    .split(/\s+/)
    .filter((name) => name !== ''),
);

export function isPlainType(name: string): boolean {
  return plainNames.has(name);
}
