import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { OpenToAll } from '../auth/requires.js';
import { Readiness } from './readiness.js';

/** For whatever keeps the process running: is it alive, and may it be sent people? */
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('live')
  @OpenToAll('says that the process runs, and nothing of anybody')
  live(): { live: true } {
    return { live: true };
  }

  @Get('ready')
  @OpenToAll('says what is not ready, and nothing of anybody')
  async ready(@Res({ passthrough: true }) response: Response): Promise<unknown> {
    const report = await this.readiness.report();
    response.status(report.ready ? 200 : 503);
    return report;
  }
}
