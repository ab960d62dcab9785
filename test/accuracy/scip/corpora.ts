/** Released sources of others that our calls are held against a witness on. */
export interface Corpus {
  readonly language: WitnessLanguage;
  /** The package and its version, as its registry has them. */
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  /** The directory of the sources inside the package, and where it stands in the repository made of it. */
  readonly sources: string;
  readonly place: string;
}

export const witnessLanguages = ['typescript', 'python'] as const;
export type WitnessLanguage = (typeof witnessLanguages)[number];

/** Chosen before any was measured: class-heavy and functional, typed and not, small and large. */
export const corpora: readonly Corpus[] = [
  npm('rxjs', '7.8.2', '2312f8ffd9726ffd7bd53ea12c5f13663d09a3dc3326f448c70b88f5ef6fac82'),
  npm('puppeteer-core', '24.10.0', '8fd10212ad58f63a0dadf908cf3f598bee2105cbc7fef9b87a338cd4e69f6803'),
  npm('zod', '3.25.76', '9e1f1a05f0dd0c1dab64ee91ceb9bf55cd44d35368c70edda80a2fdc70a88377'),
  npm('@xterm/xterm', '5.5.0', 'bd954fa721872170188cc5d7e83e88db3c83c9a18a4e8d24c2783d26491f59d2'),
  npm('@tanstack/query-core', '5.80.7', '6d4606a71ac01e8885440b73cd6de9b9fcb78d8d9145885efde605f43bd8bbf9'),
  npm('@reduxjs/toolkit', '2.8.2', '88a7b1fc2f5bc64b127f7cb755e705abc3a55550c370591e7fb63ce8871ad3b7'),
  npm('openai', '5.5.1', 'adf89af0574f4f32cc2522d69cc1d5f0e8ec996151ab58add870e2ea488cbebd'),
  npm('effect', '3.16.8', '84ec760d42f1567330d1d273db923919a43ecf4f0aa0ffc6f9ef909c4c0b8bfd'),
  npm('mobx', '6.13.7', '064d4b73517da929eb985ac320e150ec7302a74786f9092b4f2b2e7ac7844d9f'),
  pypi('rich', '14.0.0', 'rich', '82f1bc23a6a21ebca4ae0c45af9bdbc492ed20231dcb63f297d6d1021a9d5725'),
  pypi('httpx', '0.28.1', 'httpx', '75e98c5f16b0f35b567856f597f06ff2270a374470a5c2392242528e3e3e42fc'),
  pypi('sphinx', '8.2.3', 'sphinx', '398ad29dee7f63a75888314e9424d40f52ce5a6a87ae88e7071e80af296ec348'),
  pypi('flask', '3.1.1', 'src/flask', '284c7b8f2f58cb737f0cf1c30fd7eaf0ccfcde196099d24ecede3fc2005aa59e'),
  pypi('click', '8.2.1', 'src/click', '27c491cc05d968d271d5a1db13e3b5a184636d9d930f148c50b038f0d0646202'),
  pypi(
    'requests',
    '2.32.4',
    'src/requests',
    '27d0316682c8a29834d3264820024b62a36942083d52caf2f14c0591336d3422',
  ),
  pypi(
    'werkzeug',
    '3.1.3',
    'src/werkzeug',
    '60723ce945c19328679790e3282cc758aa4a6040e4bb330f53d30fa546d44746',
  ),
  pypi('attrs', '25.3.0', 'src/attr', '75d7cefc7fb576747b2c81b4442d4d4a1ce0900973527c011d1030fd3bf4af1b'),
  pypi('black', '25.1.0', 'src', '33496d5cd1222ad73391352b4ae8da15253c5de89b93a80b3e2c8d9a19ec2666'),
];

function npm(name: string, version: string, sha256: string): Corpus {
  return { language: 'typescript', name, version, sha256, sources: 'src', place: 'src' };
}

function pypi(name: string, version: string, sources: string, sha256: string): Corpus {
  return { language: 'python', name, version, sha256, sources, place: sources.replace(/^src\//, '') };
}
