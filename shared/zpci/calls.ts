/** The calls of the zPCI family; merged into the contract. Their handlers are in electron/engine/zpci/queries.ts. */
import { z } from 'zod';
import { output, query } from '../call.ts';
import type {
  AnswerCard,
  FunctionCard,
  GroupsCard,
  LifeRun,
  ListPage,
  SourcesCard,
  ZpciPreview,
} from './cards.ts';
import { LIVES } from './cards.ts';
import { fidNumber, whatIfSchema, zpciGestureSchema } from './edits.ts';

const hostId = z.string().min(1).max(64);
const guest = z.string().min(1).max(64);
const device = z.string().min(1).max(64);

export const ZPCI_CALLS = {
  'zpci.preview': query(
    'What a gesture would do, step by step, before it is done, with what the guest would get.',
    z.object({ hostId, gesture: zpciGestureSchema }),
    output<ZpciPreview>(),
  ),
  'zpci.answer': query(
    'What a guest’s CLP instructions answer for one of its functions: every field, its class, its way and its bytes; under a what-if also what becomes wrong.',
    z.object({ hostId, guest, device, whatIf: whatIfSchema }),
    output<AnswerCard>(),
  ),
  'zpci.function': query(
    'All that is known of one function of the host: where each fact was read, whose it is, and what it needs before a guest can have it.',
    z.object({ hostId, fid: fidNumber }),
    output<FunctionCard>(),
  ),
  'zpci.sources': query(
    'What sysfs, the CLP ioctl and VFIO tell of one function, and what each shows of its neighbours.',
    z.object({ hostId, fid: fidNumber }),
    output<SourcesCard>(),
  ),
  'zpci.groups': query(
    'The groups of the host and of its guests, with what their members share.',
    z.object({ hostId }),
    output<GroupsCard>(),
  ),
  'zpci.list': query(
    'One CLP List instruction of a guest, with the block length and the token it sends.',
    z.object({
      hostId,
      guest,
      rspLen: z.number().int().min(0).max(65_536),
      token: z.string().regex(/^0x[0-9a-f]{1,16}$/, 'a token such as 0xfc'),
    }),
    output<ListPage>(),
  ),
  'zpci.life': query(
    'One life of a function in a guest, played on the model: hot plug, hot unplug, standby, errors.',
    z.object({ hostId, guest, device, life: z.enum(LIVES) }),
    output<LifeRun>(),
  ),
} as const;
